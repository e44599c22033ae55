"""Keras's ImageDataGenerator: splines of every order and fill mode, and what fit learns (featurewise, ZCA), on made-up pictures.
python generator_fit.py OUT -> OUT/generator-fit-1.json ..."""
from common import *
import keras
from keras.src.legacy.preprocessing.image import ImageDataGenerator as G
rng=np.random.default_rng(11)
p=rng.integers(0,256,(6,7,3)); t=dict(theta=25,tx=.8,ty=-1.3,shear=12,zx=.9,zy=1.25,flip_horizontal=True); far=dict(tx=-9.4,ty=11.3)
sp=[{'name':n,'fillMode':m,'order':o,'parameters':k,'output':ten(np.round(G(fill_mode=m,cval=11.0,interpolation_order=o).apply_transform(p.astype('float32'),k).astype('float64'),4))}
 for o in (0,2,3,4,5) for m in ('nearest','constant','reflect','wrap') for n,k in (('all',t),('shift far',far))]
narrow=rng.integers(0,256,(1,4,3)); sp_narrow=[{'fillMode':m,'order':o,'parameters':dict(ty=.3,tx=1.6),'output':ten(np.round(G(fill_mode=m,cval=11.0,interpolation_order=o).apply_transform(narrow.astype('float32'),dict(ty=.3,tx=1.6)).astype('float64'),4))} for o in (0,1,2,3) for m in ('nearest','constant','reflect','wrap')]
wide=[{'parameters':k,'cval':c,'output':ten(np.round(G(fill_mode='constant',cval=c).apply_transform(p.astype('float32'),k).astype('float64'),4))} for c,k in ((-50.0,dict(theta=20,brightness=1.3)),(400.0,dict(theta=20,brightness=.6)))]
samples={'few':rng.integers(0,256,(5,3,4,3)),'many':rng.integers(0,256,(40,2,2,3))}
fits=[]
for n,x in samples.items():
    for kw in [dict(featurewise_center=True),dict(featurewise_std_normalization=True),dict(zca_whitening=True),dict(zca_whitening=True,zca_epsilon=1e-2,rescale=1/255),dict(featurewise_center=True,featurewise_std_normalization=True,samplewise_center=True,samplewise_std_normalization=True,rescale=1/255)]:
        g=G(**kw); g.fit(x.astype('float32')); fits.append({'sample':n,'options':kw,'mean':nums(g.mean) if g.mean is not None else None,'std':nums(g.std) if g.std is not None else None,'output':ten(g.standardize(x[1].astype('float32')))})
dump_split('generator-fit.json',{'made by':'generator_fit.py, Keras %s'%keras.__version__,'picture':ten(p),'splines':sp,'narrow':ten(narrow),'narrow splines':sp_narrow,'stretched':wide,'samples':{k:ten(v) for k,v in samples.items()},'fits':fits},'splines')
