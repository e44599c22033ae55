"""The metrics beyond losses.py, with options and weights, in two updates.  python metrics_more.py OUT -> OUT/metrics-more.json"""
from common import *
import keras
K=keras.metrics
cases=[]
rng=np.random.default_rng(11)
def f32(a): return np.asarray(a,'float32')
def add(name,kw,t,o,w=None,note=''):
    t=f32(t); o=f32(o); m=getattr(K,name)(**kw); h=max(1,len(t)//2)
    for s in [slice(0,h),slice(h,None)]:
        if len(t[s]): m.update_state(t[s],o[s],sample_weight=None if w is None else f32(w)[s])
    e={'metric':name,'name':m.name,'options':camel_options(kw),'target':ten(t),'output':ten(o),'note':note}
    if w is not None: e['sampleWeight']=ten(f32(w))
    r=np.asarray(m.result()); cases.append(e|{'value':nums(r)[0] if r.ndim==0 else nums(r)})
def onehot(i,n): return np.eye(n,dtype='float32')[i]
n,c=9,4
k=rng.integers(0,c,n); t=onehot(k,c); z=rng.standard_normal((n,c))*2; p=np.exp(z)/np.exp(z).sum(1,keepdims=True); w=rng.random(n)*2
b=(rng.random((n,c))>.5)*1.; q=rng.random((n,c)); b1=(rng.random((n,1))>.5)*1.; q1=rng.random((n,1)); x=rng.standard_normal((n,c)); y=rng.standard_normal((n,c))
for ww in [None,w]:
    for name in ['BinaryAccuracy','Precision','Recall','TruePositives','FalsePositives','TrueNegatives','FalseNegatives','AUC','BinaryCrossentropy']:
        add(name,{},b,q,ww); add(name,{},b1,q1,ww)
    for th in [.3,[.2,.7,.9]]:
        for name in ['Precision','Recall','TruePositives']: add(name,{'thresholds':th},b,q,ww)
    add('BinaryAccuracy',{'threshold':.3},b,q,ww)
    for kw in [{'top_k':2},{'class_id':1},{'top_k':1,'class_id':0},{'top_k':2,'thresholds':.3}]: add('Precision',kw,t,p,ww); add('Recall',kw,t,p,ww)
    add('Accuracy',{},t,onehot(rng.integers(0,c,n),c),ww); add('CategoricalAccuracy',{},t,p,ww); add('SparseCategoricalAccuracy',{},k,p,ww); add('SparseCategoricalAccuracy',{},k[:,None],p,ww)
    for kk in [1,2,5]: add('TopKCategoricalAccuracy',{'k':kk},t,p,ww); add('SparseTopKCategoricalAccuracy',{'k':kk},k,p,ww)
    for a in [None,'micro','macro','weighted']:
        add('F1Score',{'average':a},t,p,ww); add('F1Score',{'average':a,'threshold':.4},b,q,ww); add('FBetaScore',{'average':a,'beta':2.},t,p,ww)
    for curve in ['ROC','PR']:
        for s in ['interpolation','minoring','majoring']: add('AUC',{'curve':curve,'summation_method':s,'num_thresholds':20},b1,q1,ww)
    add('AUC',{'multi_label':True},b,q,ww); add('AUC',{'multi_label':True,'curve':'PR','label_weights':[1.,2.,0.,1.]},b,q,ww); add('AUC',{'label_weights':[1.,2.,0.,1.]},b,q,ww); add('AUC',{'from_logits':True},b1,z[:,:1],ww); add('AUC',{'thresholds':[.1,.5,.7]},b1,q1,ww)
    for name in ['MeanSquaredError','RootMeanSquaredError','MeanAbsoluteError','MeanAbsolutePercentageError','MeanSquaredLogarithmicError','CosineSimilarity','LogCoshError']: add(name,{},y,x,ww)
    add('CategoricalCrossentropy',{'label_smoothing':.1},t,p,ww); add('CategoricalCrossentropy',{'from_logits':True},t,z,ww); add('SparseCategoricalCrossentropy',{},k,p,ww); add('BinaryCrossentropy',{'from_logits':True},b,z,ww)
    add('KLDivergence',{},p,rng.dirichlet(np.ones(c),n),ww); add('Poisson',{},np.floor(q*3),q+.1,ww)
    for name in ['Hinge','SquaredHinge','CategoricalHinge']: add(name,{},t,x,ww)
add('AUC',{},[[0],[0],[1],[1]],[[0],[.5],[.3],[.9]],note='0 and 1'); add('AUC',{},[[1],[1]],[[.5],[.6]],note='no negatives'); add('Precision',{},[[0],[1]],[[0],[0]],note='none said yes'); add('TopKCategoricalAccuracy',{'k':2},onehot([0,1,2,3],4),[[.25]*4]*4,note='ties'); add('Precision',{'top_k':2},onehot([0,1,2,3],4),[[.25]*4]*4,note='ties')
add('TopKCategoricalAccuracy',{'k':2},onehot([0,1],3),[[.5,np.nan,.2],[np.inf,.5,.1]],note='not finite'); add('F1Score',{'average':'macro'},onehot([0,1],3),[[0,0,0],[.2,.2,.1]],note='zeros and ties')
r3=rng.random((4,3,2)); t3=onehot(rng.integers(0,2,(4,3)),2)
add('CategoricalAccuracy',{},t3,r3,note='rank 3'); add('SparseCategoricalAccuracy',{},t3.argmax(-1),r3,note='rank 3'); add('TopKCategoricalAccuracy',{'k':1},t3,r3,note='rank 3'); add('Precision',{},t3,r3,note='rank 3'); add('MeanSquaredError',{},t3,r3,note='rank 3'); add('AUC',{},t3,r3,note='rank 3')
dump_split('metrics-more.json',{'made by':'metrics_more.py, Keras %s'%keras.__version__,'meaning':'value = the result after the first half of the examples and the second were given','cases':cases},'cases')
